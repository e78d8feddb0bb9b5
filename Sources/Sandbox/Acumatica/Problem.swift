// The errors of the ERP, with the bodies that were seen or documented (acumatica.md 8).

/// An answer that ends a request. Thrown before anything is stored.
struct Problem: Error, Sendable {
    var response: SandboxResponse

    /// An HttpError; `exception` gives `exceptionMessage` and `exceptionType`.
    static func http(_ status: Int, _ message: String, exception: (message: String, type: String)? = nil) -> Problem {
        var body: Fields = ["message": .string(message)]
        if let exception {
            body["exceptionMessage"] = .string(exception.message)
            body["exceptionType"] = .string(exception.type)
            body["stackTrace"] = .string("   at \(exception.type)")
        }
        return Problem(response: .json(status, .object(body)))
    }

    static func error(_ message: String, type: String = "PX.Data.PXException", status: Int = 500) -> Problem {
        http(status, "An error has occurred.", exception: (message, type))
    }

    /// acumatica.md 2.3: the literal text is assumed.
    static let notSignedIn = http(401, "You are not logged in.")

    /// acumatica.md 0.6 and 8: a GET by key of what does not exist is no 404.
    static let noEntity = error(
        "No entity satisfies the condition.",
        type: "PX.Api.ContractBased.NoEntitySatisfiesTheConditionException")

    /// acumatica.md 1.5
    static func noResource(_ request: SandboxRequest) -> Problem {
        http(
            404,
            "No HTTP resource was found that matches the request URI "
                + "'\(request.scheme)://\(request.host)\(request.rawPath)'."
        )
    }

    /// acumatica.md 8: the documented shape of 400.
    static func invalid(_ field: String, _ text: String) -> Problem {
        Problem(
            response: .json(
                400,
                [
                    "message": "The request is invalid.",
                    "modelState": .object(
                        [(field, Value.array([.string(text)]))].reduce(into: Fields()) { $0[$1.0] = $1.1 }),
                ]))
    }

    static let emptyBody = invalid("", "The request body should not be empty.")

    /// acumatica.md 7.1
    static let preconditionFailed = http(
        412, "The precondition given in one or more of the request-header fields is not met.")

    static func filter(_ message: String) -> Problem { error(message, type: "Microsoft.Data.OData.ODataException") }

    static func syntax(at position: Int) -> Problem { filter("Syntax error at position \(position) in the filter.") }

    static func unknownField(_ name: String, of entity: String) -> Problem {
        filter("Could not find a property named '\(name)' on type 'PX.Api.ContractBased.\(entity)'.")
    }

    /// acumatica.md 4.2: a quoted boolean or number.
    static func incompatible(_ left: String, _ right: String, _ operation: String) -> Problem {
        filter(
            "A binary operator with incompatible types was detected. Found operand types '\(left)' and '\(right)' "
                + "for operator kind '\(operation)'.")
    }

    /// acumatica.md 4.3: no space after the first full stop.
    static func cannotOptimize(_ culprits: [(field: String, view: String)]) -> Problem {
        let lines = culprits.map { "\($0.field): View \($0.view) has BQL delegate" }.joined(separator: "\r\n")
        return error(
            "Optimization cannot be performed.The following fields cause the error:\r\n" + lines,
            type: "PX.Api.ContractBased.OptimizedExport.CannotOptimizeException")
    }

    /// acumatica.md 4.3: another 500 of the family, here for names that do not exist in `$select` and `$expand`.
    static let noSuchKey = error(
        "The given key was not present in the dictionary.", type: "System.Collections.Generic.KeyNotFoundException")

    /// acumatica.md 8
    static let forbidden = http(403, "You have insufficient rights to access the object.")

    /// acumatica.md 2.5
    static let loginLimit = error("Error: API Login Limit")
}
