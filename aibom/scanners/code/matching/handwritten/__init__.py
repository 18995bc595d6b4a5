"""Requests to AI APIs that code writes by itself, without an SDK."""
