// What a broken connection means for a person.

extension TransportError {
    /// The failure to show; `system` is for instance `Acumatica`, `host` where it is asked.
    package func failure(system: String, host: String) -> Failure {
        let words = wording(host: host)
        return Failure(
            code: words.code, message: "\(system) at \(host): \(message)", action: words.action,
            next: words.lasting ? .halt : .retry(afterSeconds: nil), effect: sent ? .unknown : .none)
    }

    private func wording(host: String) -> (code: String, action: String, lasting: Bool) {
        switch kind {
        case .nameNotFound:
            ("unreachable", "Check the host name in the configuration, and that this machine can resolve names.", false)
        case .refused:
            ("unreachable", "Check that the system is up, and that no firewall stands between.", false)
        case .timedOut where !sent:
            ("unreachable", "Check the address, and that no firewall stands between.", false)
        case .timedOut:
            ("timed-out", "Nothing: it is tried again. If it stays so, look at the load of the system.", false)
        case .reset, .truncated:
            ("connection-lost", "Nothing: it is tried again. If it stays so, look at the network between.", false)
        case .certificate:
            (
                "bad-certificate",
                "Check the address, the certificate of \(host), and tls.ca_file if a private authority signed it.", true
            )
        case .tooLarge:
            ("answer-too-large", "Report it: no answer of this size is expected.", true)
        case .notAllowed:
            ("address-not-allowed", "Use an https:// address of the system; see allow_loopback for tests.", true)
        case .cancelled:
            ("cancelled", "Nothing: it was stopped.", false)
        }
    }
}
