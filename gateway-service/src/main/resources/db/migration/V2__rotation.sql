-- Which key a rotated key took the place of.
ALTER TABLE api_key ADD COLUMN rotated_from uuid;
