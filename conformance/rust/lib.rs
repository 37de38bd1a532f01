//! Nothing to call: the tests are what this package is for.
