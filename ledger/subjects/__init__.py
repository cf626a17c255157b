"""The subjects of the trade: each its rules, the judges that ask them, and one declaration."""
