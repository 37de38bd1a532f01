// The client of Go, with no options.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	cloudtasks "cloud.google.com/go/cloudtasks/apiv2"
	pb "cloud.google.com/go/cloudtasks/apiv2/cloudtaskspb"
)

func main() {
	ctx := context.Background()
	connect := cloudtasks.NewClient
	if len(os.Args) > 1 && os.Args[1] == "rest" {
		connect = cloudtasks.NewRESTClient
	}
	client, err := connect(ctx)
	check(err)
	location := "projects/" + os.Getenv("GOOGLE_CLOUD_PROJECT") + "/locations/us-central1"
	queue, err := client.CreateQueue(ctx, &pb.CreateQueueRequest{
		Parent: location, Queue: &pb.Queue{Name: location + "/queues/q"}})
	check(err)
	_, err = client.CreateTask(ctx, &pb.CreateTaskRequest{Parent: queue.Name, Task: &pb.Task{
		Name:        queue.Name + "/tasks/a",
		MessageType: &pb.Task_HttpRequest{HttpRequest: &pb.HttpRequest{Url: "http://localhost:1/x"}}}})
	check(err)
	for tasks := client.ListTasks(ctx, &pb.ListTasksRequest{Parent: queue.Name}); ; {
		task, err := tasks.Next()
		if err != nil {
			break
		}
		fmt.Println(task.Name)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
