"""The process that decodes untrusted bytes: no keys, paths or network; it asks its parent for ranges over a pipe."""
