"""One module for each intention of the operator: function(unit of work, request) -> result."""
