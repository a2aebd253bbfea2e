/**
 * What the library shows through Spring Boot's Actuator: the endpoint {@code monitoring}, a component of the health, a part of
 * the info. Exposure and access follow Actuator's own settings. Loaded only where Actuator is on the class path.
 *
 * <p>Answers are plain maps, lists, texts and numbers, for Boot writes them with another JSON library in each generation. A
 * type that has moved between the generations stands in a class whose name ends with the generation's, and nowhere else. An
 * endpoint cannot stream; live data is what the routes under {@code /monitoring} are for.
 */
@NullMarked
package dev.monitoring.spring.actuate;

import org.jspecify.annotations.NullMarked;
