"""The desk: context, evidence and decision of one case, driven by keys."""
