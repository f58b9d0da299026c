"""What the templates see of the document beyond what openapi-python-client's parser keeps."""
