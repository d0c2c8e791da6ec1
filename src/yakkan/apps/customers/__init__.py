"""Customers (契約者) and their billing accounts (請求番号), each account with its access key."""
