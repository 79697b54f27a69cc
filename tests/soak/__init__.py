"""Long runs, taken by `dev.py soak` alone, and what judges them."""
