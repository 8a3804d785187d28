# Generated from nbs/cli/00_app.ipynb by tinyemo.dev.nbtools: edit the notebook.
import typer
from contextlib import redirect_stderr
from fastcore.test import test_eq
from io import StringIO
from tinyemo.cli.app import Teller, command_table, end, invoke, refuse, report_skipped


def test_the_program():
    toy, tools = typer.Typer(), typer.Typer()
    toy.add_typer(tools, name='tools')

    @toy.command()
    def paint():
        "Paint a picture."

    @tools.command('wash')
    def wash_brush():
        "Wash a brush."

    test_eq([r.command for r in command_table(toy)], ['paint', 'tools wash'])
    command_table(toy)


def test_what_it_says():
    teller = Teller()
    with redirect_stderr(StringIO()) as said:
        teller('2 records have no image and are left out, such as a.png')
        teller('skipped b.png: is empty', '3 epochs')
    test_eq((teller.left_out, said.getvalue().count('\n')), (2, 3))
    toy = typer.Typer()

    @toy.command()
    def greet(name:str):
        "Greet somebody."
        print(f'hello {name}')

    test_eq((invoke('you', program=toy).stdout, invoke('--help', program=toy).exit_code), ('hello you\n', 0))
    with redirect_stderr(StringIO()) as said:
        report_skipped([('a.png', 'a.png: cannot be read')])
    test_eq(said.getvalue(), 'skipped a.png: cannot be read\n1 skipped\n')
    with redirect_stderr(StringIO()) as said:
        report_skipped([(f'{i}.png', 'is empty') for i in range(5)], first=1)
    test_eq(said.getvalue(), 'skipped 0.png: is empty\n… and 4 more\n5 skipped\n')
    with redirect_stderr(StringIO()) as said:
        report_skipped([('a\nb.png', 'is empty')])
    test_eq(said.getvalue(), 'skipped a\\nb.png: is empty\n1 skipped\n')
    careful = typer.Typer()

    @careful.command()
    def count(left_out:int):
        "End."
        end(left_out)

    test_eq([invoke(n, program=careful).exit_code for n in (0, 2)], [0, 3])
    choosy = typer.Typer()

    @choosy.command()
    def sort(context:typer.Context, in_flight:int=1):
        "Refuse."
        refuse(context, ['in_flight'], 'a file')

    test_eq([str(invoke(*words, program=choosy).exception) for words in ((), ('--in-flight', 1))],
            ['None', '--in-flight cannot be used with a file: leave it out'])
