package dev.monitoring.collectors.nginx;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the {@code stub_status} page says. Immutable.
 *
 * @param active connections now, those that wait included
 * @param accepted connections since the start
 * @param handled connections of those that were not dropped for want of resources
 * @param requests requests since the start
 * @param reading connections whose request header is being read
 * @param writing connections whose answer is being written
 * @param waiting connections that are kept open for another request
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_stub_status_module.html">ngx_http_stub_status_module</a>
 */
record StubStatus(
        double active,
        double accepted,
        double handled,
        double requests,
        double reading,
        double writing,
        double waiting) {
    /** Servers made from nginx add columns to the line of numbers, which are left alone. */
    private static final Pattern PAGE = Pattern.compile("\\s*Active connections:\\s*(\\d{1,19})\\s+"
            + "server accepts handled requests[^\\n]*\\n\\s*(\\d{1,19})\\s+(\\d{1,19})\\s+(\\d{1,19})[^\\n]*\\n"
            + "\\s*Reading:\\s*(\\d{1,19})\\s+Writing:\\s*(\\d{1,19})\\s+Waiting:\\s*(\\d{1,19})\\s*");

    private static final int SHOWN = 40;

    /** @throws IOException saying what the page is instead */
    static StubStatus parse(String page) throws IOException {
        Matcher matcher = PAGE.matcher(page);
        if (!matcher.lookingAt()) {
            String begin = page.substring(0, Math.min(SHOWN, page.length())).replaceAll("[^ -~]", "?");
            throw new IOException("the page is not that of stub_status: it begins with \"" + begin
                    + "\"; let url be a location of nginx with the directive stub_status");
        }
        double[] numbers = new double[matcher.groupCount()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Double.parseDouble(matcher.group(i + 1));
        }
        return new StubStatus(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
    }
}
