// Package conformance runs the Go client of Cloud Tasks, cloud.google.com/go/cloudtasks, against a running server.
//
// The client has one package per version of the API, alike but of different types. The tests are written once, with the
// types named in version_*_test.go, and are built once per version: with no build tag for v2, and with the tags v2beta3 and
// v2beta2. Each test runs over gRPC and over REST.
package conformance
