"""What the OpenAPI document says: operations, valid requests, and the forms of answers."""
