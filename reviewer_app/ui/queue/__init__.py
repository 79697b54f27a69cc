"""The queue's page: the table of cases, why each stands where it stands, and taking them."""
