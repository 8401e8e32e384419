/**
 * What is expected of whom: objectives, silences, maintenance windows and expected sources, as
 * {@code fivewhys.yaml} says or as it is without one.
 */
@NullMarked
package io.fivewhys.processors.objectives;

import org.jspecify.annotations.NullMarked;
