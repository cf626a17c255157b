"""The indicators K-01 to K-28: what each counts, over what, against which threshold, with the cases."""
