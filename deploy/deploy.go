// Package deploy carries the configuration files of the servers the hotline
// stands on into the binary, so that what runs on one machine is what is deployed.
// Files ending in .tmpl are text/template; the rest are taken as they are.
package deploy

import "embed"

// Files are the folders of Asterisk, Redis and Postgres.
//
//go:embed asterisk redis postgres
var Files embed.FS
