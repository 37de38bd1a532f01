package main

// [imports]
import (
	cloudtasks "cloud.google.com/go/cloudtasks/apiv2"
)

// [end]
import (
	"context"
	"fmt"
	"log"

	pb "cloud.google.com/go/cloudtasks/apiv2/cloudtaskspb"
)

func main() {
	ctx := context.Background()
	// [client]
	client, err := cloudtasks.NewClient(ctx)
	// [end]
	check(err)
	location := "projects/demo/locations/us-central1"
	queue, err := client.CreateQueue(ctx, &pb.CreateQueueRequest{
		Parent: location, Queue: &pb.Queue{Name: location + "/queues/connect"}})
	check(err)
	task, err := client.CreateTask(ctx, &pb.CreateTaskRequest{Parent: queue.Name, Task: &pb.Task{
		MessageType: &pb.Task_HttpRequest{HttpRequest: &pb.HttpRequest{Url: "http://localhost:1/x"}}}})
	check(err)
	fmt.Println(task.Name)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
