"""The customer's pages: twelve months of charges, each bill, why each amount is what it is; and signing in.

A member (会員) is a person's login; he sees the billing accounts of the customers that he is a member for, and nobody
else's. Incoming calls are nowhere.
"""
