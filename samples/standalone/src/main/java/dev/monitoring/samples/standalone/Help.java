package dev.monitoring.samples.standalone;

/** What {@code --help} prints; 30 lines at most. */
final class Help {
    static final String TEXT = """
            Watches this host, its JVM and container, and whatever you name, and serves it over HTTP.

            Usage: java -jar monitoring-standalone.jar [COMMAND] [FLAG...]

              run                 start, and go on until Ctrl-C or SIGTERM; without a command, this one
              demo                show it with made-up data of everything; nothing is watched, nothing connected to
              import FILE         serve the samples of a file: import data.om, OpenMetrics text with times
              check [FILE...]     name everything wrong with the configuration, or with files of rules, routes, objectives
              doctor              try every source once, and say what it answered and what to do
              test-rules FILE...  run unit tests of rules, in promtool's format
              explain RULE        why a rule of a running service fires or not: [GROUP/]RULE --time --labels --url
              backtest FILE       what rules would have done: --from --to, with --url, or on a file with --data

              --config FILE          the configuration; without it monitoring.yml, if it is there
              --port N, --host A     where to listen instead of 9900 (0: any free one) and 127.0.0.1
              --allow-remote-write   take samples that others send to /api/v1/write
              --url URL              the service to ask instead of http://127.0.0.1:9900
              --monitoring.KEY=VALUE any setting
              --help-settings        list all settings with type, default and meaning
              --help, --version

            Flags win over environment variables, and these over the file. Every setting is also a variable:
            monitoring.web.port is MONITORING_WEB_PORT. Short ones are MONITORING_POLL_INTERVAL (seconds)
            and MONITORING_HISTORY_WINDOW (minutes). NO_COLOR is respected. MONITORING_WEB_TOKEN is sent along.

            Examples
              java -jar monitoring-standalone.jar check --config /etc/monitoring.yml
              java -jar monitoring-standalone.jar explain HighLoad --time 2026-01-31T14:03:10Z

            Exit codes: 0 done, 1 something is wrong and named, 2 the command line is not understood.
            """;

    private Help() {}
}
