"""Generated from openapi/interop.yaml by `make generate`. Not to be edited by hand."""
