/** Context blocks at many budgets, measured. */
package dev.memary.systemtests.context;
