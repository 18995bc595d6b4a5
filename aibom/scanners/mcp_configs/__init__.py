"""MCP servers that a repository configures for its clients."""

from aibom.scanners.mcp_configs.scanner import McpConfigScanner

__all__ = ["McpConfigScanner"]
