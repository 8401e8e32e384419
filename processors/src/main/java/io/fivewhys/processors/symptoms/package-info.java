/**
 * What hurts: rules over minutes of counts that say which component misses which objective, and
 * since when. They know nothing of why.
 */
@NullMarked
package io.fivewhys.processors.symptoms;

import org.jspecify.annotations.NullMarked;
