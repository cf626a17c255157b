"""Periodic reports: made of views at one basis, issued as an event, and reproduced from it byte for byte."""
