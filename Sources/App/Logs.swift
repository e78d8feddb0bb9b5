// The loggers: lines on standard error.

import Foundation
package import Logging

/// Where log lines go; a command says little, a service says each outcome.
package enum Logs {
    package static func command() -> Logger { logger(.critical) }
    package static func service() -> Logger { logger(.info) }

    private static func logger(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "ml-connector", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = level
        return logger
    }
}
