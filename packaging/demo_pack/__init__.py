"""The parts from which packaging/make_demo_pack.py draws, speaks and writes the demo pack."""
