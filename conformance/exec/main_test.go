package main

import "testing"

// A test run of Go. The program prints the task.
func TestTaskIsCreated(*testing.T) {
	main()
}
