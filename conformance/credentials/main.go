// Prints what golang.org/x/oauth2/google, cloud.google.com/go/compute/metadata and google.golang.org/api/idtoken find.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"

	"cloud.google.com/go/compute/metadata"
	"golang.org/x/oauth2/google"
	"google.golang.org/api/idtoken"
)

func main() {
	ctx := context.Background()
	credentials, err := google.FindDefaultCredentials(ctx, "https://www.googleapis.com/auth/cloud-platform")
	check(err)
	token, err := credentials.TokenSource.Token()
	check(err)
	source, err := idtoken.NewTokenSource(ctx, os.Getenv("AUDIENCE"))
	check(err)
	id, err := source.Token()
	check(err)
	email := ""
	if credentials.JSON == nil {
		if !metadata.OnGCE() {
			log.Fatal("not on Compute Engine")
		}
		email, err = metadata.EmailWithContext(ctx, "default")
		check(err)
	} else {
		var key struct {
			ClientEmail string `json:"client_email"`
		}
		check(json.Unmarshal(credentials.JSON, &key))
		email = key.ClientEmail
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]string{
		"project": credentials.ProjectID, "email": email, "token": token.AccessToken, "idToken": id.AccessToken}))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
