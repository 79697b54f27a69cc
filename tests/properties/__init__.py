"""What must hold for any input and any order of events, searched by hypothesis."""
