"""Papers: licences, scopes and numbers, as the papers print them."""
