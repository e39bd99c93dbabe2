package dev.memary.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Only one command or test run at a time changes a stack. The file lock keeps other processes out
 * and ends with its process, however that ends; the JVM-wide lock is there because a file lock
 * cannot be taken twice by one JVM.
 */
final class HomeLock implements AutoCloseable {

  private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

  private final ReentrantLock threads;
  private final FileChannel channel;
  private final FileLock processes;

  private HomeLock(ReentrantLock threads, FileChannel channel, FileLock processes) {
    this.threads = threads;
    this.channel = channel;
    this.processes = processes;
  }

  static HomeLock take(StackHome home) {
    var threads = LOCKS.computeIfAbsent(home.lock(), path -> new ReentrantLock());
    threads.lock();
    try {
      var channel =
          FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new HomeLock(threads, channel, channel.lock());
    } catch (IOException e) {
      threads.unlock();
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      processes.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.unlock();
    }
  }
}
