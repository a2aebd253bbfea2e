package dev.monitoring.spring.web.servlet;

import dev.monitoring.core.http.HttpAdapterContract;
import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.WebAccess;
import dev.monitoring.spring.web.BasePath;
import dev.monitoring.spring.web.HostedAdapter;
import dev.monitoring.spring.web.WebGateway;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The contract on an embedded Tomcat, one for all tests; each has an adapter of its own in it. */
class ServletAdapterTest extends HttpAdapterContract {
    private static final Switch SWITCH = new Switch();
    private static @Nullable ConfigurableApplicationContext context;

    /** Serves by the adapter whose base path it is. */
    private static final class Switch extends GenericServlet {
        private static final long serialVersionUID = 1;

        private final transient Map<String, MonitoringServlet> servlets = new ConcurrentHashMap<>();

        @Override
        public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
            String path = ((HttpServletRequest) request).getRequestURI();
            servlets.get(path.substring(0, path.indexOf('/', 1))).service(request, response);
        }

        void add(BasePath base, MonitoringServlet servlet) throws ServletException {
            servlet.init(getServletConfig());
            servlets.put(base.path(), servlet);
        }
    }

    @BeforeAll
    static void startTomcat() {
        context = HostedAdapter.bare(WebApplicationType.SERVLET)
                .initializers(beans -> ((GenericApplicationContext) beans)
                        .registerBean("switch", ServletRegistrationBean.class, ServletAdapterTest::registration))
                .run();
    }

    private static ServletRegistrationBean<Switch> registration() {
        ServletRegistrationBean<Switch> registration = new ServletRegistrationBean<>(SWITCH, "/*");
        registration.setLoadOnStartup(1);
        return registration;
    }

    @AfterAll
    static void stopTomcat() {
        if (context != null) {
            context.close();
        }
    }

    @Override
    protected boolean noticesCallersThatGo() {
        return false;
    }

    @Override
    protected RunningAdapter start(RouteTable routes, WebAccess access, HttpLimits limits) throws Exception {
        WebGateway gateway = HostedAdapter.gateway(routes, access, limits);
        BasePath path = HostedAdapter.nextPath();
        SWITCH.add(path, new MonitoringServlet(gateway, path));
        URI base = URI.create("http://127.0.0.1:" + HostedAdapter.port(context) + path.path() + "/");
        return new RunningAdapter() {
            @Override
            public URI base() {
                return base;
            }

            @Override
            public void close() {
                gateway.close();
            }
        };
    }
}
