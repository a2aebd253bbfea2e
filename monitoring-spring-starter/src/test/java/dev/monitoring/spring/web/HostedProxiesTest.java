package dev.monitoring.spring.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.http.RawHttp;
import java.util.List;
import org.apache.catalina.valves.RemoteIpValve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.context.support.GenericApplicationContext;

/** Callers from elsewhere that come through a proxy on this machine, or say so: nobody of them is taken for local. */
class HostedProxiesTest extends HostedFixture {
    private static final String PATH = "/monitoring/api/v1/status/buildinfo";
    private static final String SAID = "X-Forwarded-For: 127.0.0.1";

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void trustNoAddressWhereForwardedHeadersAreTakenForTrue(WebApplicationType type) throws Exception {
        for (String strategy : List.of("native", "framework")) {
            start(type, "server.forward-headers-strategy=" + strategy);

            assertEquals(403, get(PATH).status(), strategy);
            assertEquals(403, get(PATH, SAID).status(), strategy);
            context.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"remote-ip-header=x-forwarded-for", "protocol-header=x-forwarded-proto"})
    void trustNoAddressWhereTomcatIsToldToReadHeaders(String property) throws Exception {
        start(WebApplicationType.SERVLET, "server.tomcat.remoteip." + property);

        assertEquals(403, get(PATH, SAID).status());
        assertEquals(403, get(PATH).status());
    }

    @Test
    void trustNoAddressThatAValveOfTheContainersOwnHasPutIn() throws Exception {
        SpringApplicationBuilder application = HostedAdapter.application(WebApplicationType.SERVLET)
                .initializers(beans -> ((GenericApplicationContext) beans)
                        .registerBean(TomcatServletWebServerFactory.class, HostedProxiesTest::withValve));
        start(application);

        assertEquals(403, get(PATH, SAID).status());
    }

    private static TomcatServletWebServerFactory withValve() {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
        factory.addEngineValves(new RemoteIpValve());
        return factory;
    }

    /** As nginx asks with nothing but a proxy_pass. */
    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void takeNobodyWhoSpeaksAsAProxyDoesForLocal(WebApplicationType type) throws Exception {
        start(type);
        int port = HostedAdapter.port(context);
        String request = RawHttp.request("GET", PATH, "Host: 127.0.0.1:" + port, "Connection: close");

        assertEquals(200, RawHttp.exchange(server(port), request).status());
        assertEquals(
                403,
                RawHttp.exchange(server(port), request.replace("HTTP/1.1", "HTTP/1.0"))
                        .status());
    }
}
