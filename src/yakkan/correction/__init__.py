"""Correction: from amounts that were billed to the errors in them, who is affected, and what is given back.
"""
