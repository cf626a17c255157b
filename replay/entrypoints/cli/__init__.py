"""The command line `medledger`."""
