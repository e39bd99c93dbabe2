/** One Kafka node, broker and controller in one, as a process of its own. */
package dev.memary.localstack.kafka;
