"""The desks' web: pages, API and live WebSocket."""
