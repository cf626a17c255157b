"""Complaints, petitions, feedback and referrals to suppliers."""
