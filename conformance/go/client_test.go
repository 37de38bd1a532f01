package conformance

import (
	"testing"

	"google.golang.org/api/option"
	locationpb "google.golang.org/genproto/googleapis/cloud/location"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func TestListLocations_knows_the_regions_of_the_service(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		regions := map[string]string{}

		request := &locationpb.ListLocationsRequest{Name: "projects/" + s.project, PageSize: 5}
		for location, err := range s.ListLocations(s.ctx, request).All() {
			must(t, err)
			regions[location.GetLocationId()] = location.GetLabels()["cloud.googleapis.com/region"]
		}

		for _, region := range []string{"us-central1", "europe-west1", "asia-northeast1"} {
			equal(t, region, regions[region], region)
		}
	})
}

func TestGetLocation_answers_for_any_id(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		location, err := s.GetLocation(s.ctx, &locationpb.GetLocationRequest{Name: s.location})

		must(t, err)
		equal(t, "name", location.GetName(), s.location)
		equal(t, "id", location.GetLocationId(), "us-central1")
	})
}

func TestNewClient_takes_a_connection_that_is_there(t *testing.T) {
	overGRPC(t, func(t *testing.T, s *session) {
		connection, err := grpc.NewClient(server(), grpc.WithTransportCredentials(insecure.NewCredentials()))
		must(t, err)
		client, err := newGRPCClient(s.ctx, option.WithGRPCConn(connection))
		must(t, err)
		defer func() { _ = client.Close() }()

		created, err := client.CreateQueue(s.ctx, &CreateQueueRequest{Parent: s.location, Queue: &Queue{Name: s.queueName("q")}})

		must(t, err)
		equal(t, "name", created.GetName(), s.queueName("q"))
		equal(t, "connection", client.Connection() == connection, true)
	})
}

func TestNewRESTClient_has_no_connection(t *testing.T) {
	t.Run("REST", func(t *testing.T) {
		client, err := newRESTClient(t.Context(), option.WithEndpoint("http://"+server()), option.WithoutAuthentication())

		must(t, err)
		equal(t, "connection", client.Connection() == nil, true)
	})
}

func TestConnection_is_the_one_that_calls_use(t *testing.T) {
	overGRPC(t, func(t *testing.T, s *session) {
		equal(t, "target", s.Connection().Target() != "", true)
		must(t, s.Connection().Close())

		_, err := s.GetQueue(s.ctx, &GetQueueRequest{Name: s.queueName("q")})

		if err == nil {
			t.Error("a call went over a connection that was closed")
		}
	})
}

func TestClose_ends_the_client(t *testing.T) {
	overGRPC(t, func(t *testing.T, s *session) {
		must(t, s.Close())

		_, err := s.GetQueue(s.ctx, &GetQueueRequest{Name: s.queueName("q")})

		if err == nil {
			t.Error("a call went through a client that was closed")
		}
	})
}
