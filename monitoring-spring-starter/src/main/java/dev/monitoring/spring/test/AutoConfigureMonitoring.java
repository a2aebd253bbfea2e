package dev.monitoring.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Puts the library's time into the hands of a test: it stands still until {@link MonitoringInTest#advance} lets it pass, and the
 * test asserts what alerts are firing then.
 *
 * <pre>{@code
 * @SpringBootTest(properties = "monitoring.alerts.rules=classpath:rules/shop.yml")
 * @AutoConfigureMonitoring
 * class ShopAlertsTest {
 *     @Autowired
 *     MonitoringInTest monitoring;
 *
 *     @Test
 *     void firesWhenTheSpoolIsFull() {
 *         spool.fill();
 *         monitoring.advance(Duration.ofMinutes(6));
 *         monitoring.assertFiring("SpoolFull");
 *     }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(MonitoringTestAutoConfiguration.class)
public @interface AutoConfigureMonitoring {}
