package dev.monitoring.samples.standalone;

/** What {@code --help} prints; 30 lines at most. */
final class Help {
    static final String TEXT = """
            Watches this host, its JVM and container, and whatever you name, and serves it over HTTP.

            Usage: java -jar monitoring-standalone.jar [COMMAND] [FLAG...]

              run      start, and go on until Ctrl-C or SIGTERM; without a command, this one
              import   serve the samples of a file: import data.om, OpenMetrics text with times
              check    check the configuration and name everything that is wrong with it
              doctor   try every source once, and say what it answered and what to do

              --config FILE          the configuration; without it monitoring.yml, if it is there
              --port N               the port to listen on instead of 9900; 0 takes any free one
              --host ADDRESS         the address to listen on instead of 127.0.0.1
              --allow-remote-write   take samples that others send to /api/v1/write
              --monitoring.KEY=VALUE any setting
              --help-settings        list all settings with type, default and meaning
              --help, --version

            Flags win over environment variables, and these over the file. Every setting is also a variable:
            monitoring.web.port is MONITORING_WEB_PORT. Short ones are MONITORING_POLL_INTERVAL (seconds)
            and MONITORING_HISTORY_WINDOW (minutes). NO_COLOR is respected.

            Examples
              java -jar monitoring-standalone.jar --port 0 --monitoring.interval=1s
              java -jar monitoring-standalone.jar check --config /etc/monitoring.yml
              MONITORING_WEB_TOKEN=... java -jar monitoring-standalone.jar --host 0.0.0.0

            Exit codes: 0 done, 1 something is wrong and named, 2 the command line is not understood.
            """;

    private Help() {}
}
