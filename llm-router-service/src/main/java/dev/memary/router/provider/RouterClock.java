package dev.memary.router.provider;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** The scheduler of the limits of requests. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@interface RouterClock {}
