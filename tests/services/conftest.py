"""Fixtures of these tests: each on real databases."""

from tests.running.databases import empty_url, postgres, redis_url, sqlite_with_tables, store

__all__ = ["empty_url", "postgres", "redis_url", "sqlite_with_tables", "store"]
