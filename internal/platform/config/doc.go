// Package config is the one list of settings, and where their values come from.
//
// A setting is a field of Settings: its name, default, kind and sentence in both
// languages stand in the field's tags, and nowhere else. Each can be given in
// four ways, the later winning over the earlier:
//
//	default  <  file (--config)  <  environment  <  flag
//
// In the environment and in the file a setting is called YILU_ and its name in
// capitals: --data-dir is YILU_DATA_DIR. A file has one NAME=VALUE a line, so
// that it also serves as the environment file of a service or a container. An
// empty value is as good as none. PORT, which hosts set, gives the port to listen
// on where YILU_ADDR is not set.
//
// The commands of the program embed Settings and are read by kong:
//
//	var cli struct {
//		config.Settings
//		Serve serveCmd `cmd:"" help:"…"`
//	}
//	k, err := kong.New(&cli, config.Options(os.LookupEnv)...)
package config
