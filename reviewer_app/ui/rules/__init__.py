"""The rules' page: rulebooks, versions, clauses."""
