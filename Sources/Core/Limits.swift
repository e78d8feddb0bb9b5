// Every bound of the product, by name, unit last.

/// The limits that keep one run, one request and one record bounded.
package enum Limits {
    /// How deep a JSON text may nest.
    package static let jsonDepthMax = 128
    /// How deep a stored JSON text may nest: what a server sent, with what we wrapped around it.
    package static let storedDepthMax = 192
    /// The largest answer that is read; a page of 100 bills has about one megabyte.
    package static let bodyBytesMax = 64 << 20
    /// The query string that still passes IIS, which refuses more than 2,048 bytes by default.
    package static let queryBytesMax = 1_800
    /// Records of one Procurify page.
    package static let procurifyPageRows = 100
    /// Records of one Acumatica page.
    package static let acumaticaPageRows = 500
    /// Pages of one walk; more means that a server pages in circles.
    package static let walkPagesMax = 20_000
    /// How often a window of several pages is walked until a pass brings nothing new.
    package static let walkPassesMax = 5
    /// Records that are planned and looked up together.
    package static let batchRowsMax = 40
    /// Outcomes of writes that are committed together.
    package static let settleRowsMax = 100
    /// How long an answer to a look-up may be used before the write leaves.
    package static let lookUpAgeSecondsMax = 60
    /// How long a command waits over one retry.
    package static let retryWaitSecondsMax = 60
    /// Tries of a read before the flow gives up for this run.
    package static let readAttemptsMax = 5
    /// Tries of one record's write before a person must look.
    package static let writeAttemptsMax = 5
    /// A reference that Acumatica keeps whole (acumatica.md 7.2).
    package static let vendorRefCharactersMax = 40
    /// What both document descriptions keep whole for the marker (acumatica.md 6.5, 6.6).
    package static let markerCharactersMax = 40
    /// How much of a request or an answer is kept for the audit.
    package static let payloadBytesMax = 1 << 20
    /// How long asking to stop may go unheard.
    package static let stopLatencySeconds = 0.5
    /// How long a command waits for a connection that another process works.
    package static let leaseWaitSeconds = 10.0
    /// How long outcomes of writes may be gathered before they are committed.
    package static let settleAgeSecondsMax = 0.05
    /// How much sending one group of intents may take, so that a crash leaves little doubt.
    package static let intentGroupSecondsMax = 1.0
    /// How often one record is worked in one run; more means that it runs in circles.
    package static let visitsPerRunMax = 6
    /// How long after a look-up that found nothing the next one comes.
    package static let lookAgainSeconds = 60.0
    /// How often a flow takes up again what became plannable while it ran.
    package static let deliveryRoundsMax = 4
    /// Writes in a row that did not leave before the flow gives up for this run.
    package static let notSentInARowMax = 3
    /// How long the scheduler rests after a run that did not start.
    package static let schedulerPauseSeconds = 30.0
    /// The shortest rest of the scheduler.
    package static let schedulerSleepSecondsMin = 0.05
    /// How much of a search text is looked for.
    package static let searchCharactersMax = 200
    /// How long a statement waits for another process that writes to the store.
    package static let storeBusySecondsMax = 10.0
    /// How often a lease that another holder has is tried again.
    package static let leasePollSeconds = 0.2
    /// Writes in a row without an answer before what was sent is looked up, and the flow goes on only where some of it landed.
    package static let doubtsInARowMax = 3
    /// How long a record rests after a call that did not leave, where nobody named a time.
    package static let retrySoonSeconds = 2.0
    /// How far before the start date bills are read, so that a recent one is shown as skipped and not as unknown.
    package static let lookBackDays = 92
    /// How many messages of one answer are looked up in the dictionary of errors.
    package static let errorMessagesMax = 20
}
