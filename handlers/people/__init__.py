"""Conversations about people and places: settings, cities, teams, rooms."""
