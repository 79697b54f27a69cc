"""The tour: real windows and real key presses, a reviewer and a supervisor doing the whole job, with pictures."""
