// Runs a step of a shared library as Jenkins does, as far as the step needs Jenkins: the steps it calls are here, and run
// commands for real. Also parses pipelines.
// usage: groovy jenkins.groovy run <step.groovy> <job.json>     prints the result of the step as one line of JSON
//        groovy jenkins.groovy parse <file> …                   fails when one of them is not Groovy
import groovy.json.JsonOutput
import groovy.json.JsonSlurper
import org.codehaus.groovy.control.CompilerConfiguration

@interface Library {
  String value()
}

class Failed extends RuntimeException {
  Failed(String message) { super(message) }
}

abstract class Steps extends Script {
  static Map job
  static Map variables = [:]
  static List archived = []

  def sh(String script) {
    if (sh(script: script, returnStatus: true) != 0) throw new Failed("script returned an error: ${script}")
  }

  def sh(Map given) {
    def builder = new ProcessBuilder('sh', '-xe', '-c', given.script.toString())
    builder.directory(new File(job.workspace)).redirectErrorStream(true)
    builder.environment().clear()
    builder.environment().putAll(job.environment + variables)
    def process = builder.start()
    process.outputStream.close()
    // the log of the build
    process.inputStream.eachLine { System.err.println(it) }
    int status = process.waitFor()
    if (given.returnStatus) return status
    if (status != 0) throw new Failed("script returned exit code ${status}")
  }

  def withEnv(List assignments, Closure body) {
    withVariables(assignments.collectEntries { it.toString().split('=', 2) as List }, body)
  }

  def withCredentials(List bindings, Closure body) {
    Map bound = [:]
    for (binding in bindings) {
      def secret = job.credentials[binding.credentialsId]
      if (secret == null) throw new Failed("Could not find credentials entry with ID '${binding.credentialsId}'")
      if (binding.variable) bound[binding.variable] = secret
      else bound += [(binding.usernameVariable): secret.username, (binding.passwordVariable): secret.password]
    }
    withVariables(bound, body)
  }

  private withVariables(Map more, Closure body) {
    Map before = variables
    variables = before + more
    try {
      return body()
    } finally {
      variables = before
    }
  }

  def string(Map given) { given }
  def usernamePassword(Map given) { given }
  def error(Object message) { throw new Failed(message.toString()) }
  def fileExists(String name) { new File(job.workspace, name).exists() }
  def readFile(String name) { new File(job.workspace, name).getText('UTF-8') }
  def archiveArtifacts(Map given) {
    archived += given.artifacts.split(',').findAll { new File(job.workspace, it).exists() }
  }
}

def configuration = new CompilerConfiguration(scriptBaseClass: 'Steps')
def shell = new GroovyShell(getClass().classLoader, new Binding(), configuration)
List words = args as List
if (words[0] == 'parse') {
  words.drop(1).each { new GroovyShell(getClass().classLoader).parse(new File(it)) }
  return
}
Steps.job = new JsonSlurper().parse(new File(words[2]))
def step = shell.parse(new File(words[1]))
try {
  def outputs = step.call(Steps.job.parameters)
  println JsonOutput.toJson([outputs: outputs, archived: Steps.archived])
} catch (Failed failure) {
  println JsonOutput.toJson([failed: failure.message, archived: Steps.archived])
}
